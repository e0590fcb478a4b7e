// What Prettier does not see. `scripts/lint` runs both, and tsc.
import js from "@eslint/js";
import globals from "globals";

const OUTSIDE = "Modules of the page are imported by their path, './' or '../', by components as polylogue/…; of packages only vue.";

export default [
  {
    ignores: ["**/*", "!chat/", "!chat/**", "!tests/", "!tests/js/**", "!benchmarks/", "!benchmarks/*.js", "!*.mjs", "chat/ui/vendor/**"],
  },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      curly: ["error", "multi-line"],
      "default-case-last": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-depth": ["error", 4],
      "max-len": ["error", { code: 140, ignoreUrls: true }],
      "max-lines-per-function": ["error", { max: 55 }],
      "no-console": ["error", { allow: ["info", "warn", "error"] }],
      "no-else-return": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-lonely-if": "error",
      "no-new-func": "error",
      "no-empty": ["error", { allowEmptyCatch: true }],
      "no-control-regex": "off", // signs of control are looked for here
      "no-self-compare": "error",
      "no-template-curly-in-string": "error",
      "no-throw-literal": "error",
      "no-unneeded-ternary": "error",
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      "no-useless-concat": "error",
      "no-useless-rename": "error",
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "one-var": ["error", { initialized: "never" }],
      "prefer-const": ["error", { destructuring: "all" }],
      "prefer-object-spread": "error",
      "prefer-rest-params": "error",
      "prefer-spread": "error",
      radix: "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "Property[key.name='mixins']",
          message: "A mixin hides where things come from: write a module, a class or a component.",
        },
      ],
    },
  },
  {
    files: ["chat/ui/**/*.js"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ regex: "^(?!\\.{1,2}/|polylogue/|vue$)", message: OUTSIDE }] }] },
  },
  { files: ["chat/api/page/preview_frame/watching.js"], languageOptions: { sourceType: "script" } },
  { files: ["tests/js/**", "*.mjs"], languageOptions: { globals: globals.node } },
];
