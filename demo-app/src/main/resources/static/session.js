import { ask } from "./http.js"
import { setNodes } from "./nodes.js"

// A slow answer must not overwrite that of a later request.
let loads = 0

/** User of this browser, which a signed cookie identifies: it outlives a reload and a node, and all tabs share it. */
export const session = {

  name: null,
  moderator: false,

  /** Ask the server who the user is. */
  async load() {
    const load = ++loads
    const { response, body } = await ask("/api/session")
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    if (load !== loads) return body
    setNodes(body.nodes)
    this.name = body.name
    this.moderator = body.moderator
    return body
  },

  async login(name, password) {
    const status = await this.post("/login", { username: name, password })
    if (status === 401) throw new Error("wrong name or password")
    if (status !== 204) throw new Error(`HTTP ${status}`)
    await this.load()
  },

  /** Log out. The server closes the connections of all tabs. */
  async logout() {
    const status = await this.post("/logout", {})
    if (status !== 204) throw new Error(`HTTP ${status}`)
    this.forget()
  },

  forget() {
    this.name = null
    this.moderator = false
  },

  // With a token of this session, which a form on another site cannot have.
  async post(url, fields) {
    const { csrfParameter, csrfToken } = await this.load()
    const body = new URLSearchParams({ ...fields, [csrfParameter]: csrfToken })
    return (await ask(url, { method: "POST", body })).response.status
  }
}
