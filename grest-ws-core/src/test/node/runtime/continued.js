// A generated client that listens to one stream until its end, and prints each item on a line.
import { feedApi } from "./feed.js"
import { keptFeedApi } from "./kept-feed.js"

const [url, kind] = process.argv.slice(2)
const api = kind === "kept" ? keptFeedApi : feedApi
const feed = api({}, { url, reconnect: { baseDelay: 5, maxDelay: 20 } })
await feed.opened()
try {
  for await (const { value } of feed.watch({ symbol: "ACME" })) console.log(value)
  console.log("completed")
} catch (error) {
  console.log(`${error.type ?? error}`)
}
feed.close()
