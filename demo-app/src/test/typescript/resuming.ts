import { shopApi } from "./ShopApi.js"
import type { Basket } from "./ShopApi.js"

declare function reload(topic: string, why: string): void
declare function reloadEverything(): void

const shop = shopApi({}, { setup: (client) => client.enter({ name: "books" }) })
shop.onopen = ({ resumed }) => {
  if (resumed === "none") reloadEverything()
}
shop.onlost = ({ topic, why }) => {
  if (topic !== undefined) reload(topic, why)
}

export async function buy(basket: Basket) {
  try {
    return await shop.pay(basket)
  } catch (error) {
    if (shopApi.isError(error, "pay") && error.mayHaveRun) return await shop.statusOf(basket)
    throw error
  }
}

const saved = sessionStorage.getItem("positions")
export const next = shopApi({}, saved === null ? {} : { since: JSON.parse(saved) })
addEventListener("pagehide", () => sessionStorage.setItem("positions", JSON.stringify(next.positions)))
