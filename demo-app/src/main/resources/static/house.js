import { byId, element } from "./dom.js"
import { ask } from "./http.js"

// The number of windows that fit beside the door.
const MAX_WINDOWS = 7

/** Draw the rooms, with one lit window for each user inside. */
export async function drawHouse(current) {
  const { response, body: rooms } = await ask("/api/rooms")
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const storeys = byId("rooms")
  if (storeys.children.length !== rooms.length) storeys.replaceChildren(...rooms.map(storey))
  rooms.forEach((room, index) => update(storeys.children[index], room, room.id === current))
  return rooms
}

// Create the element once and update it in place: a replaced link loses the focus.
function storey(room, index, rooms) {
  const windows = Array.from({ length: Math.min(room.capacity, MAX_WINDOWS) },
    () => element("span", { className: "window" }))
  const link = element("a", { className: "storey", href: `#${room.id}` },
    element("span", { className: "windows", attributes: { "aria-hidden": "true" } }, ...windows),
    element("span", { className: "storey-name", text: room.name }),
    element("span", { className: "storey-topic", text: room.topic }),
    element("span", { className: "storey-count" }))
  if (index === rooms.length - 1) {
    link.append(element("span", { className: "entrance", attributes: { "aria-hidden": "true" } }))
  }
  return element("li", {}, link)
}

function update(item, room, isCurrent) {
  const link = item.firstElementChild
  if (isCurrent) link.setAttribute("aria-current", "page")
  else link.removeAttribute("aria-current")
  item.querySelectorAll(".window").forEach((window, index) => window.classList.toggle("lit", index < room.present))
  item.querySelector(".storey-count").textContent = room.present >= room.capacity
    ? `full: ${room.present} of ${room.capacity}` : `${room.present} of ${room.capacity} inside`
}
