// The rules that generated clients, their runtime and bindings keep: the recommended ones, for JavaScript and TypeScript.
// Run from the directory with the files: eslint --config eslint.config.mjs --max-warnings 0 .
import js from "@eslint/js"
import tseslint from "typescript-eslint"

// What the runtime uses of browsers and Node alike.
const globals = ["AbortController", "AbortSignal", "clearInterval", "clearTimeout", "console", "document", "DOMException",
  "MessageChannel", "performance", "queueMicrotask", "ReadableStream", "setInterval", "setTimeout", "TextEncoder", "URL"]

export default tseslint.config(js.configs.recommended, tseslint.configs.recommended, {
  linterOptions: { reportUnusedDisableDirectives: "error" },
  languageOptions: { globals: Object.fromEntries(globals.map((name) => [name, "readonly"])) }
})
