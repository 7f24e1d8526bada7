import sidebar from "./sidebar.json" with { type: "json" }

function slugify(heading) {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, "").replaceAll(" ", "-")
}

export default {
  title: "grest-ws",
  description: "A Spring Boot starter for typed WebSocket APIs on WebFlux",
  base: process.env.SITE_BASE ?? "/",
  outDir: "../html",
  cacheDir: "../cache",
  lastUpdated: false,
  // A page that is not there ends the build; what runs on the reader's machine is no page.
  ignoreDeadLinks: [/^https?:\/\/localhost/],
  // As the host of the sources makes them, so that the same links lead to headings there and here.
  markdown: { anchor: { slugify } },
  themeConfig: {
    sidebar,
    outline: [2, 3],
    search: { provider: "local" },
    nav: [
      { text: "Quickstart", link: "/docs/quickstart" },
      { text: "Changelog", link: "/CHANGELOG" },
      { text: "Javadoc", link: "/javadoc/index.html", target: "_self" }
    ]
  }
}
