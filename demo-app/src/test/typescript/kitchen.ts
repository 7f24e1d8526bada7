import { defineComponent } from "vue"
import { chatApi } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"
import { useCall, useListener, useMessages, useSocket, useStream } from "./vue.js"

export default defineComponent({
  props: { room: { type: String, required: true }, symbol: { type: String, required: true } },
  setup(props) {
    const chat = useSocket(() => chatApi({ room: props.room }))
    const messages = useMessages(chat, "newMessage", { limit: 500 })
    const send = useCall(chat, "sendMessage")
    useListener(chat, { areYouThere: () => document.visibilityState === "visible" })

    const prices = useSocket(() => priceApi())
    const price = useStream(prices, (server) => server.watch({ symbol: props.symbol }))
    return { chat, messages, send, price }
  },
  template: `
    <p v-if="chat.state !== 'open'">{{ chat.error?.message ?? "Connecting…" }}</p>
    <ul><li v-for="message in messages" :key="message.id">{{ message.author }}: {{ message.text }}</li></ul>
    <button :disabled="send.pending" @click="send.call({ text: 'Hello!', channelId: room })">Say hello</button>
    <p v-if="send.error">{{ send.error.message }}</p>
    <p>{{ symbol }}: {{ price.latest?.amount ?? "…" }}</p>
  `
})
