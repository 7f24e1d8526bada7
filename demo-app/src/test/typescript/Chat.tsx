import { useState } from "react"
import { chatApi, type Message } from "./ChatApi.js"
import { useSocket } from "./useSocket.js"

export function Chat({ room, token }: { room: string; token: string }) {
  const [messages, setMessages] = useState<Message[]>([])
  const { socket, state, error } = useSocket(() => {
    const chat = chatApi({ room }, { headers: () => ({ authorization: `Bearer ${token}` }) })
    setMessages([])
    chat.on({ newMessage: (message) => setMessages((before) => [...before, message]) })
    chat.onopen = () => chat.joinRoom({ history: 0 }).catch(console.error)
    return chat
  }, [room, token])

  const hello = () => socket?.sendMessage({ text: "Hello!", channelId: room }).catch(console.error)
  if (error) return <p>{error.message}</p>
  return (
    <>
      {state !== "open" && <p>Reconnecting…</p>}
      <ul>{messages.map((message) => <li key={message.id}>{message.author}: {message.text}</li>)}</ul>
      <button disabled={state !== "open"} onClick={hello}>Say hello</button>
    </>
  )
}
