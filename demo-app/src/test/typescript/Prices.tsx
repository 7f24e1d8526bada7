import { priceApi } from "./PriceApi.js"
import { useSocket, useStream } from "./react.js"

export function Prices({ symbol }: { symbol: string }) {
  const prices = useSocket(() => priceApi(), [])
  const { latest, error } = useStream(prices, (server) => server.watch({ symbol }), [symbol])

  if (priceApi.isError(error, "watch") && error.type === "UNKNOWN_SYMBOL") return <p>There is no {symbol}</p>
  return <p>{symbol}: {latest?.amount ?? "…"}</p>
}
