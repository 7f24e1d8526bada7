// Methods of any name. All of it compiles.
import { oddApi, type Note } from "./OddApi.js"

const odd = oddApi()

export async function calls(): Promise<number> {
  const text: string = odd.toString()
  const itself: boolean = odd.hasOwnProperty("calls")
  odd.calls.hasOwnProperty({ text })
  odd.calls.__proto__({ text })
  odd.calls.toJSON({ text })
  odd.calls.close({ text })
  odd.arguments({ text })
  const ended: Note = await odd.await({ text })
  const notes: Note[] = [ended, await odd.calls.toString({ text }), await odd.calls.valueOf({ text }),
    await odd.calls.constructor({ text }), await odd.calls.then({ text })]
  return notes.length + Number(itself)
}

odd.on({})
odd.on({ told: (note) => console.log(note.text) })
odd.on({ then: (note) => note, toString: (note: Note) => note, constructor: (note: Note) => note })
odd.on({ valueOf: async (note: Note) => note, hasOwnProperty: (note: Note) => console.log(note.text), __proto__: (note) => console.log(note.text) })
odd.on(new class { told(note: Note) { console.log(note.text) } }())

for await (const note of odd.messages("hasOwnProperty")) console.log(note.text)
for await (const message of odd) if (message.type === "__proto__") console.log(message.data.text)
