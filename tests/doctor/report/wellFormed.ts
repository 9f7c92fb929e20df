/** An element of an XML or HTML text. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  /** The text within it, entities resolved, without that of its children. */
  text: string;
  children: Element[];
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

const NAME = "[A-Za-z][A-Za-z0-9-]*";
const ATTRIBUTE = `\\s+(${NAME})="([^"<]*)"`;
const TOKEN = new RegExp(`<(/?)(${NAME})((?:${ATTRIBUTE})*)\\s*(/?)>|([^<]+)`, "gy");

/**
 * Reads the little of XML that the doctor writes, strictly: no CDATA, no comment, no processing instruction, every
 * attribute in double quotes and once, every element closed but those told to be empty.
 *
 * @throws Error at the first thing that is not well-formed
 */
export function parse(xml: string, empty: readonly string[] = []): Element {
  const root: Element = { name: "", attributes: {}, text: "", children: [] };
  const open = [root];
  let end = 0;
  for (const token of xml.matchAll(TOKEN)) {
    end = token.index + token[0].length;
    const [, closing, name = "", attributes = "", , , selfClosing, text] = token;
    const current = open.at(-1)!;
    if (text !== undefined) current.text += resolved(text);
    else if (closing === "/") {
      if (current.name !== name) throw new Error(`</${name}> closes <${current.name}>`);
      open.pop();
    } else {
      const element = { name, attributes: attributesOf(attributes), text: "", children: [] };
      current.children.push(element);
      if (selfClosing !== "/" && !empty.includes(name)) open.push(element);
    }
  }
  if (end !== xml.length) throw new Error(`not well-formed: ${xml.slice(end, end + 60)}`);
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  if (root.text.trim() !== "" || root.children.length !== 1) throw new Error("not one root element");
  return root.children[0]!;
}

/** The element and all within it. */
export function all(element: Element): Element[] {
  return [element, ...element.children.flatMap(all)];
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(new RegExp(ATTRIBUTE, "g"))) {
    if (name in attributes) throw new Error(`${name} stands twice`);
    attributes[name] = resolved(value);
  }
  return attributes;
}

/** https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function resolved(text: string): string {
  if (FORBIDDEN.test(text)) throw new Error("a character that XML forbids");
  if (text.includes("]]>")) throw new Error("]]> in text");
  return text.replace(/&[^;\s]*;?/g, (entity) => {
    const character = ENTITIES[entity];
    if (character === undefined) throw new Error(`no entity: ${entity}`);
    return character;
  });
}
