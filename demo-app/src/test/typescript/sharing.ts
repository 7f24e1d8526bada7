import { orderApi } from "./OrderApi.js"
import { priceApi } from "./PriceApi.js"

declare function show(text: string): void
declare function freshToken(): Promise<string>

const headers = async () => ({ authorization: `Bearer ${await freshToken()}` })
const prices = priceApi({}, { headers })
const orders = orderApi({}, { headers })

export async function buy() {
  for await (const { symbol, amount } of prices.watch({ symbol: "ACME" })) {
    if (amount < 100) return orders.place({ symbol, count: 1 })
  }
}

export const apart = orderApi({}, { headers, shared: false })

orders.on({ filled: ({ accepted }) => show(`${accepted}`) })
