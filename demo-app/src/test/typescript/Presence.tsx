import { chatApi } from "./ChatApi.js"
import { useListener, useSnapshot } from "./react.js"

export const kitchen = chatApi({ room: "kitchen" })

export function Presence({ isBusy }: { isBusy: boolean }) {
  const { state, retry } = useSnapshot(kitchen)
  useListener(kitchen, {
    areYouThere: () => !isBusy
  })
  return <p>{state === "disconnected" ? `Attempt ${retry?.attempt} follows` : state}</p>
}
