import { priceApi } from "./PriceApi.js"
import { useSocket } from "./useSocket.js"
import { useStream } from "./useStream.js"

export function Prices({ symbol }: { symbol: string }) {
  const { socket, state } = useSocket(() => priceApi(), [])
  const { latest, error } = useStream(
    (signal) => state === "open" ? socket?.watch({ symbol }, { signal }) : undefined, [socket, state, symbol])

  if (priceApi.isError(error, "watch") && error.type === "UNKNOWN_SYMBOL") return <p>There is no {symbol}</p>
  return <p>{symbol}: {latest?.amount ?? "…"}</p>
}
