import { byId, element } from "./dom.js"

const state = byId("state")
const text = byId("state-text")
const count = byId("state-count")
const banner = byId("banner")

let countdown
let settle
let wasLost = false

/** Say plainly how the connection is. The seconds are for the eye only: a screen reader would read each of them. */
export function showState({ state: name, delay, attempt, reason }, retry) {
  clearInterval(countdown)
  clearTimeout(settle)
  state.dataset.state = name
  count.replaceChildren()
  // While it tries again, what is said above the messages stays: it would only flicker.
  if (name !== "WAITING" && !(name === "CONNECTING" && wasLost)) hideBanner()
  if (name === "CONNECTING") say(wasLost ? "Connecting again" : "Connecting")
  if (name === "OPEN") opened()
  if (name === "CLOSED") closed()
  if (name === "WAITING") waiting(delay, attempt, reason, retry)
  if (name === "REJECTED") say("Rejected")
}

function opened() {
  say(wasLost ? "Back again" : "Connected")
  if (wasLost) settle = setTimeout(() => say("Connected"), 4_000)
  wasLost = false
}

function closed() {
  say("Not connected")
  wasLost = false
}

function waiting(delay, attempt, reason, retry) {
  wasLost = true
  const until = Date.now() + delay
  say("Reconnecting")
  const left = document.createTextNode("")
  const tick = () => left.data = `in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`
  count.replaceChildren(left, element("span", { className: "attempt", text: `, attempt ${attempt}` }))
  tick()
  countdown = setInterval(tick, 250)
  showBanner(`The connection is lost (${reason}). The page tries again by itself.`, "info", "Try now", retry)
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

export function hideBanner() {
  banner.hidden = true
}
