import { ask } from "./http.js"

const KEY = "grest-ws-demo"

/** Name and token of the user. They are kept for the tab, so that a reload does not ask for the name again. */
export const session = {

  ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}"),

  /** Log in over HTTP, for a token that is sent in every handshake. Throw an error with issues for an invalid name. */
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
