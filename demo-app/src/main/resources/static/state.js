import { byId, element } from "./dom.js"

const state = byId("state")
const text = byId("state-text")
const count = byId("state-count")
const banner = byId("banner")

let countdown
let settle
let wasLost = false

/** Say plainly how the connection is. */
export function showState(name) {
  clearInterval(countdown)
  clearTimeout(settle)
  state.dataset.state = name
  count.replaceChildren()
  // While it tries again, what is said above the messages stays: it would only flicker.
  if (name !== "disconnected" && !(name === "connecting" && wasLost)) hideBanner()
  if (name === "connecting") say(wasLost ? "Connecting again" : "Connecting")
  if (name === "open") opened()
  if (name === "disconnected") say("Reconnecting")
  if (name === "closed") say("Not connected")
}

function opened() {
  say(wasLost ? "Back again" : "Connected")
  if (wasLost) settle = setTimeout(() => say("Connected"), 4_000)
  wasLost = false
}

/** Say when it tries again. The seconds are for the eye only: a screen reader would read each of them. */
export function showRetry({ attempt, delay }, reason, now) {
  wasLost = true
  const until = Date.now() + delay
  const left = document.createTextNode("")
  const tick = () => left.data = `in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`
  count.replaceChildren(left, element("span", { className: "attempt", text: `, attempt ${attempt}` }))
  tick()
  countdown = setInterval(tick, 250)
  showBanner(`The connection is lost (${reason}). The page tries again by itself.`, "info", "Try now", now)
}

/** What was lost was the connection to another room. */
export function forgetState() {
  wasLost = false
  hideBanner()
}

function say(words) {
  if (text.textContent !== words) text.textContent = words
}

/** Say something above the messages, with a way out where there is one. */
export function showBanner(words, kind, action, onAction) {
  const button = byId("banner-action")
  banner.dataset.kind = kind
  // The same words twice would be read out twice.
  if (byId("banner-text").textContent !== words || banner.hidden) byId("banner-text").textContent = words
  button.hidden = !action
  button.textContent = action ?? ""
  button.onclick = onAction ?? null
  banner.hidden = false
}

function hideBanner() {
  banner.hidden = true
}
