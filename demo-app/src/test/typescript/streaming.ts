import { chatApi } from "./ChatApi.js"
import { priceApi, type Order } from "./PriceApi.js"
import { RequestTimeoutError } from "./runtime.js"

declare function show(text: string): void
declare function pageOfOrders(page: number, signal: AbortSignal): Promise<Order[]>

const chat = chatApi({ room: "kitchen" })
const prices = priceApi()

export async function cancelling() {
  const controller = new AbortController()
  const history = chat.history({ before: "m-7", limit: 50 }, { signal: controller.signal })
  document.addEventListener("keydown", ({ key }) => key === "Escape" && controller.abort())
  return history
}

export async function inTime() {
  try {
    await chat.joinRoom({ history: 10 }, { timeout: 2_000 })
  } catch (error) {
    if (error instanceof RequestTimeoutError) show("This takes too long")
    else throw error
  }
}

export async function watching() {
  for await (const { amount } of prices.watch({ symbol: "ACME" })) {
    show(`${amount}`)
    if (amount > 100) break
  }
}

export async function uploading() {
  async function* orders() {
    yield { symbol: "ACME", count: 1 }
    yield { symbol: "ACME", count: 2 }
  }
  const { accepted } = await prices.upload(orders())
  show(`${accepted} accepted`)
}

export async function errors() {
  try {
    for await (const { amount } of prices.watch({ symbol: "NONE" })) show(`${amount}`)
  } catch (error) {
    if (priceApi.isError(error, "watch") && error.type === "UNKNOWN_SYMBOL") show("There is no such symbol")
    else throw error
  }
}

export function piping(target: WritableStream<string>) {
  return prices.watch({ symbol: "ACME" }).toReadableStream()
    .pipeThrough(new TransformStream({ transform: ({ amount }, controller) => controller.enqueue(`${amount}\n`) }))
    .pipeTo(target)
}

export function answering() {
  prices.on({
    async *openOrders(_watch, { signal }) {
      for (let page = 1; ; page++) {
        const orders = await pageOfOrders(page, signal)
        if (orders.length === 0) return
        yield* orders
      }
    }
  })
}
