import { Component, signal } from "@angular/core"
import { injectCall, injectListener, injectMessages, injectSocket, injectStream } from "./angular.js"
import { chatApi } from "./ChatApi.js"
import { priceApi } from "./PriceApi.js"

@Component({
  selector: "app-chat",
  template: `
    @if (chat.state() !== "open") { <p>{{ chat.error()?.message ?? "Connecting…" }}</p> }
    <ul>@for (message of messages(); track message.id) { <li>{{ message.author }}: {{ message.text }}</li> }</ul>
    <button [disabled]="send.pending()" (click)="send.call({ text: 'Hello!', channelId: room() })">Say hello</button>
    @if (send.error(); as error) { <p>{{ error.message }}</p> }
    <p>{{ symbol() }}: {{ price.latest()?.amount ?? "…" }}</p>
  `
})
export class ChatComponent {
  readonly room = signal("kitchen")
  readonly symbol = signal("ACME")

  readonly chat = injectSocket(() => chatApi({ room: this.room() }))
  readonly messages = injectMessages(this.chat, "newMessage", { limit: 500 })
  readonly send = injectCall(this.chat, "sendMessage")

  readonly prices = injectSocket(() => priceApi())
  readonly price = injectStream(this.prices, (server) => server.watch({ symbol: this.symbol() }))

  constructor() {
    injectListener(this.chat, { areYouThere: () => document.visibilityState === "visible" })
  }
}
