from django.db import migrations

from mentor.core.row_security import IsolateByCompany, LookupFunction


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_outbox"), ("companies", "0003_lookups")]

    operations = [
        IsolateByCompany("Delivery"),
        IsolateByCompany("NoticeSettings"),
        IsolateByCompany("Preference"),
        IsolateByCompany("TelegramLink"),
        IsolateByCompany("TelegramChat"),
        LookupFunction(
            name="company_of_telegram_link",
            arguments="hash text",
            returns="TABLE (company_id bigint, link_id bigint)",
            table="notifications_telegramlink",
            columns="id, company_id, token_hash",
            body="SELECT company_id, id FROM notifications_telegramlink WHERE token_hash = hash",
        ),
        LookupFunction(
            name="company_of_telegram_chat",
            arguments="chat bigint",
            returns="TABLE (company_id bigint, member_id bigint)",
            table="notifications_telegramchat",
            columns="company_id, member_id, chat_id, linked_at",
            body="SELECT company_id, member_id FROM notifications_telegramchat WHERE chat_id = chat "
            "ORDER BY linked_at DESC LIMIT 1",
        ),
    ]
