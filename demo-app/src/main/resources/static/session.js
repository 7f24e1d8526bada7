import { ask } from "./http.js"

const KEY = "grest-ws-demo"

/** Who this page is. Kept for as long as the tab lives, so that a reload does not ask again. */
export const session = {

  ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}"),

  /** Log in over HTTP; the token then goes into every handshake. Throws { issues } for a name that does not do. */
  async login(name) {
    const { response, body: answer } = await ask("/api/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name })
    })
    if (!response.ok) {
      throw Object.assign(new Error(answer.detail ?? `HTTP ${response.status}`), { issues: answer.issues ?? [] })
    }
    this.name = answer.name
    this.token = answer.token
    sessionStorage.setItem(KEY, JSON.stringify({ name: this.name, token: this.token }))
  },

  logout() {
    this.name = this.token = undefined
    sessionStorage.removeItem(KEY)
  }
}
