import { HtmlValidate } from "html-validate";
import { answerLines } from "./lines.js";

const pages = {
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Both cases mean the same; ours is the short and small one.
    "doctype-style": ["error", { style: "lowercase" }],
    // Blanks at the end of a line: the templates leave them, and no reader of the page can see one.
    "no-trailing-whitespace": "off",
    // checked="checked" is how the templates write what other people write as checked. The two mean the same.
    "attribute-boolean-style": "off",
    // A button without a type submits its form: every one of ours that has none is there for just that.
    "no-implicit-button-type": "off",
    // <input /> is how the framework writes its own hidden field; parsers take no notice of the stroke.
    "void-style": "off",
    // Boxes to tick may share a name: that is how a form says several things of one kind.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
    // HTML allows any id without a blank in it. Ours are names of fields and events, which have brackets and full stops.
    "valid-id": ["error", { relaxed: true }],
    // What comes from the server that the page came from needs no second proof.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};

// Programs that show mails are older than the rules for pages: they take their layout from the attributes of tables, and leave out
// style sheets and roles that they have not heard of.
const mails = {
  ...pages,
  rules: {
    ...pages.rules,
    "no-deprecated-attr": "off",
    "no-inline-style": "off",
    "presentation-role-style": ["error", { prefer: "presentation" }],
    // Every parser puts it in by itself, and mails are counted by their bytes.
    "prefer-tbody": "off",
  },
};
const validators = { page: new HtmlValidate(pages), mail: new HtmlValidate(mails) };

// One sentence for each thing that is wrong with the HTML of a page or a mail.
await answerLines(async ({ kind, html }) => {
  const report = await validators[kind].validateString(html);
  return report.results.flatMap((result) => result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
});
