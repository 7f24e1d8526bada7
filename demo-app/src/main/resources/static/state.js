import { isAway, seconds } from "./away.js"
import { byId } from "./dom.js"

const state = byId("state")
const text = byId("state-text")
const counts = byId("state-count")
const banner = byId("banner")

let clock
let settle
let wasLost = false
let retry = null
let hasFocused = false

/** Show the state of the connection. */
export function showState(name) {
  clearTimeout(settle)
  state.dataset.state = name
  retry = null
  wasLost ||= isAway()
  // Keep the banner while the client reconnects. Otherwise it would flicker.
  if (name !== "disconnected" && !(name === "connecting" && wasLost)) hideBanner()
  if (name === "connecting") say(wasLost ? "Connecting again" : "Connecting")
  if (name === "open") opened()
  if (name === "disconnected") say("Reconnecting")
  if (name === "closed") say("Not connected")
  showCounts(name === "connecting" || name === "disconnected")
}

function opened() {
  say(wasLost ? "Back again" : "Connected")
  if (wasLost) settle = setTimeout(() => say("Connected"), 4_000)
  wasLost = false
}

// Hidden from screen readers, which would read each second.
function showCounts(isCounting) {
  clearInterval(clock)
  const tick = () => counts.textContent = isCounting ? countsNow().join(", ") : ""
  tick()
  if (isCounting) clock = setInterval(tick, 250)
}

function countsNow() {
  const left = retry && Math.max(0, Math.ceil((retry.until - Date.now()) / 1_000))
  return [isAway() && `away for ${seconds()} s`, retry && `next try in ${left} s`].filter(Boolean)
}

/** Show the time until the next attempt. */
export function showRetry({ delay }, reason, now) {
  wasLost = true
  retry = { until: Date.now() + delay }
  showCounts(true)
  showBanner(`The connection is lost (${reason}). The page tries again by itself.`, "info", "Try now", now)
}

/** Show that the user has cut the connection, and how to have one again, at another node as well if there is one. */
export function showCut(again, elsewhere) {
  state.dataset.state = "disconnected"
  say("Cut by you")
  showBanner("You have cut your connection. What is written meanwhile waits.", "info", "Connect again", again)
  const other = byId("banner-other")
  other.hidden = !elsewhere
  other.textContent = "Connect to another node"
  other.onclick = elsewhere
  // The button that was pressed is disabled now.
  if (!hasFocused) byId("banner-action").focus()
  hasFocused = true
}

/** Reset the state for another room, which has a connection of its own. */
export function forgetState() {
  wasLost = false
  hideBanner()
}

function say(words) {
  if (text.textContent !== words) text.textContent = words
}

/** Show a banner above the messages, with a button if there is an action. */
export function showBanner(words, kind, action, onAction) {
  const button = byId("banner-action")
  banner.dataset.kind = kind
  // A screen reader would read the same text again.
  if (byId("banner-text").textContent !== words || banner.hidden) byId("banner-text").textContent = words
  button.hidden = !action
  button.textContent = action ?? ""
  button.onclick = onAction ?? null
  byId("banner-other").hidden = true
  banner.hidden = false
}

function hideBanner() {
  if (banner.contains(document.activeElement)) byId("text").focus()
  hasFocused = false
  banner.hidden = true
}
