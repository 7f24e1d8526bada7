// The two protocols as frames, written by hand, so that the client costs both the same.

import WebSocket from "ws"

const TEXT = "x".repeat(70)

const message = (number) => `{"number":${number},"at":${performance.now()},"text":"${TEXT}"}`

/** A member of the room, which counts what it hears. */
class Member {
  received = 0
  refused = 0
  answered = 0
  hear = () => {}

  constructor(socket) {
    this.socket = socket
  }

  heard(text) {
    this.received++
    this.hear(JSON.parse(text))
  }
}

/** Open a socket, and handle its frames until one says that the client is a member. */
function join(url, first, handle) {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const member = new Member(socket)
  return new Promise((resolve, reject) => {
    socket.on("open", () => first && socket.send(first))
    socket.on("error", reject)
    socket.on("close", (code, reason) => {
      throw new Error(`${url} was closed: ${code} ${reason}`)
    })
    socket.on("message", (data) => handle(member, data.toString()) && resolve(member))
  })
}

export const grest = {
  join: (port) =>
    join(`ws://127.0.0.1:${port}/room`, "h:::", (member, frame) => {
      const heard = "m:Room.said::"
      if (frame.startsWith(heard)) member.heard(frame.slice(heard.length))
      else if (frame.startsWith("s:Room.trySay:")) {
        member.answered++
        if (!frame.includes('"success":true')) member.refused++
      } else if (frame.startsWith("k:")) member.socket.send("r:Room.join:join:")
      else return frame.startsWith("s:Room.join:")
    }),
  say: (member, number) => member.socket.send(`m:Room.say::${message(number)}`),
  trySay: (member, number) => member.socket.send(`r:Room.trySay:${number}:${message(number)}`)
}

export const socketIo = {
  join: (port) =>
    join(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, undefined, (member, frame) => {
      const heard = '42["said",'
      if (frame.startsWith(heard)) member.heard(frame.slice(heard.length, frame.indexOf("}") + 1))
      else if (frame.startsWith("0")) member.socket.send("40")
      else if (frame === "2") member.socket.send("3")
      else return frame.startsWith("40")
    }),
  say: (member, number) => member.socket.send(`42["say",${message(number)}]`),
  // It does not answer.
  trySay: (member, number) => socketIo.say(member, number)
}
