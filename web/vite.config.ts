import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// django-vite reads dist/manifest.json; every file is served under STATIC_URL (/static/).
export default defineConfig({
  base: "/static/",
  plugins: [tailwindcss()],
  server: { host: "127.0.0.1", port: 5173, strictPort: true, origin: "http://127.0.0.1:5173" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    // The chart chunk (ECharts) is loaded only by pages with a chart.
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: { app: at("./src/app.ts") } },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"], restoreMocks: true },
});
