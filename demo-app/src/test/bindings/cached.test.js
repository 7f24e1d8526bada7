// A page that is left and returned to, by the test in Java.
import { boardApi } from "./BoardApi.js"

window.client = boardApi({ board: "cached" })
window.shows = []
addEventListener("pageshow", ({ persisted }) => window.shows.push(persisted))
