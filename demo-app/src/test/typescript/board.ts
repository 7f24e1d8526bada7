import { boardApi } from "./BoardApi.js"
import { NotConnectedError } from "./runtime.js"

declare const token: string
declare function show(text: string): void

const board = boardApi({}, { headers: () => ({ authorization: `Bearer ${token}` }) })
board.on({ posted: ({ author, text }) => show(`${author}: ${text}`) })
board.onopen = () => board.enter({ board: "garden" }).catch(console.error)
board.onclose = ({ error, retry }) => show(retry ? `trying again in ${retry.delay} ms` : error.message)

export async function post(text: string) {
  try {
    await board.post({ board: "garden", text })
  } catch (error) {
    if (boardApi.isError(error, "post") && error.type === "BOARD_FULL") show("The board is full")
    else if (error instanceof NotConnectedError) show("No connection")
    else throw error
  }
}

export async function list() {
  for await (const { text } of board.notes({ board: "garden" })) show(text)
}
