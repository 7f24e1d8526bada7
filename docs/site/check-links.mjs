// Checks each link of a site that leads into it, its anchors too: node check-links.mjs <folder> [<base>]
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs"
import { join, posix } from "node:path"

const [folder, base = "/"] = process.argv.slice(2)
const files = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(".html"))
const read = new Map()
const decode = (text) => decodeURIComponent(text.replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">"))

function ids(file) {
  if (!read.has(file)) {
    const text = readFileSync(join(folder, file), "utf8")
    read.set(file, new Set([...text.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id]) => decode(id))))
  }
  return read.get(file)
}

function found(path) {
  return [path, `${path}.html`, posix.join(path, "index.html")].find((name) => {
    const file = join(folder, name)
    return existsSync(file) && statSync(file).isFile()
  })
}

let links = 0
const faults = []
for (const file of files) {
  const text = readFileSync(join(folder, file), "utf8").replace(/<script[^]*?<\/script>/g, "")
  for (const [, link] of text.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
    if (/^([a-z]+:|\/\/)/i.test(link)) continue
    links++
    const [path, anchor] = decode(link).split("#")
    const absolute = path.startsWith(base) ? path.slice(base.length) : posix.join(posix.dirname(file), path)
    const to = path === "" ? file : found(absolute.split("?")[0] || "index.html")
    if (!to) faults.push(`${file}: ${link} leads to no file`)
    // Javadoc checks its own, and writes one of its index pages with a link to a heading that it leaves out.
    else if (anchor && !file.startsWith("javadoc/") && to.endsWith(".html") && !ids(to).has(anchor)) faults.push(`${file}: ${link} leads to no heading`)
  }
}
console.log(`${links} links in ${files.length} files`)
if (faults.length > 0 || links === 0) {
  console.error(faults.join("\n") || "No links: is this a site?")
  process.exit(1)
}
