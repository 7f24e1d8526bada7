// Copies the pages into a folder as VitePress wants them: node stage.mjs <repository> <folder>
//
// The README becomes the first page. A link to a page stays one, a file beside the pages is copied, and a link to source
// code becomes plain text, as a site has no source code. A link to what does not exist ends the build.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join, posix } from "node:path"

const [root, folder] = process.argv.slice(2)
const skill = "grest-ws-spring-boot-starter/src/main/resources/META-INF/skills/grest-ws/SKILL.md"
const pages = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"],
  ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)
]
const moved = new Map([["README.md", "index.md"]])
const faults = []

rmSync(folder, { recursive: true, force: true })

function target(page, link) {
  if (/^([a-z]+:|#)/.test(link)) return link
  const [path, anchor] = link.split("#")
  const file = posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, "")
  if (!existsSync(join(root, file))) {
    faults.push(`${page}: ${link} leads to no file`)
    return link
  }
  if (pages.includes(file)) {
    const to = posix.relative(posix.dirname(moved.get(page) ?? page), moved.get(file) ?? file)
    return anchor ? `${to}#${anchor}` : to
  }
  if (file === skill || (posix.dirname(file) === "docs" && statSync(join(root, file)).isFile())) {
    const to = join(folder, "public", file)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(root, file), to)
    return `/${file}`
  }
  return null
}

function address(page) {
  return `/${(moved.get(page) ?? page).replace(/(index)?\.md$/, "")}`
}

function links(page, text) {
  return text.replace(/(?<!!)\[([^\[\]]+)\]\(([^()\s]+)\)/g, (all, words, link) => {
    const to = target(page, link)
    if (to === null) return words
    // A file that is no page is downloaded, not routed to.
    return to.startsWith("/") ? `<a href="${to}" target="_self" download>${html(words)}</a>` : `[${words}](${to})`
  })
}

function html(text) {
  return text.replace(/`([^`]+)`/g, "<code>$1</code>")
}

function staged(page) {
  // Links may go on in the next line, so that all between two samples is taken as a whole.
  const blocks = readFileSync(join(root, page), "utf8").split(/^(```[^]*?^```$)/m)
  return blocks.map((block) => block.startsWith("```") ? block : links(page, block)).join("")
}

for (const page of pages) {
  const to = join(folder, moved.get(page) ?? page)
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, staged(page))
}

// The groups are those that coding agents read; a test keeps them complete.
const groups = []
for (const line of readFileSync(join(root, "docs/llms.txt"), "utf8").split("\n")) {
  const [, title] = /^## (.*)/.exec(line) ?? []
  if (title) groups.push({ text: title, items: [] })
  const [, text, link] = /^- \[([^\]]+)\]\(([^)]+\.md)\)/.exec(line) ?? []
  if (!text) continue
  const file = posix.normalize(posix.join("docs", link))
  if (pages.includes(file)) groups.at(-1).items.push({ text, link: address(file) })
}
const listed = new Set(groups.flatMap((group) => group.items.map((item) => item.link)))
const others = pages.filter((page) => !listed.has(address(page)))
if (others.length > 0) {
  groups.push({ text: "More", items: others.map((page) => {
    const [, title] = /^# (.*)/m.exec(readFileSync(join(root, page), "utf8")) ?? [, basename(page, ".md")]
    return { text: title, link: address(page) }
  }) })
}
mkdirSync(join(folder, ".vitepress"), { recursive: true })
writeFileSync(join(folder, ".vitepress", "sidebar.json"), JSON.stringify(groups.filter((group) => group.items.length > 0), null, 2))
cpSync(join(root, "docs/site/.vitepress"), join(folder, ".vitepress"), { recursive: true })

if (faults.length > 0) {
  console.error(faults.join("\n"))
  process.exit(1)
}
