// Opens WebSockets over HTTP/2 (RFC 8441), each as a request says, and prints what became of them.
import http2 from "node:http2";

const { port, requests } = JSON.parse(process.argv[2]);
const session = http2.connect(`http://localhost:${port}`);
session.on("error", () => {});

const settings = await new Promise((resolve) => session.once("remoteSettings", resolve));

function frame(text, opcode = 1) {
    const payload = Buffer.from(text);
    const head = Buffer.alloc(payload.length < 126 ? 2 : 10);
    head[0] = 0x80 | opcode;
    if (payload.length < 126) {
        head[1] = 0x80 | payload.length;
    } else {
        head[1] = 0xff;
        head.writeBigUInt64BE(BigInt(payload.length), 2);
    }
    // Masked by zeros.
    return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function textsOf(bytes) {
    const texts = [];
    let at = 0;
    while (at + 2 <= bytes.length) {
        let length = bytes[at + 1] & 0x7f;
        let from = at + 2;
        if (length === 126) {
            length = bytes.readUInt16BE(at + 2);
            from += 2;
        }
        if (from + length > bytes.length) break;
        const payload = bytes.subarray(from, from + length);
        const opcode = bytes[at] & 0x0f;
        if (opcode === 1) texts.push(payload.toString());
        if (opcode === 8) texts.push(`close ${payload.length ? payload.readUInt16BE(0) : ""}`.trim());
        at = from + length;
    }
    return texts;
}

// Opens a WebSocket and reads nothing, until standard input ends.
function openAndStall({ headers, send }) {
    const stream = session.request(headers, { endStream: false });
    stream.on("error", () => {});
    stream.on("response", () => stream.write(frame(send[0])));
    return new Promise((resolve) => process.stdin.resume().once("end", () => resolve({})));
}

function open({ headers, send = [] }) {
    return new Promise((resolve) => {
        const stream = session.request(headers, { endStream: headers[":method"] === "GET" });
        const result = { status: 0, headers: {}, texts: [], body: "" };
        let bytes = Buffer.alloc(0);
        const waiting = [...send];
        const next = () => {
            if (!waiting.length) stream.write(frame(Buffer.from([3, 0xe8]), 8));
            else stream.write(frame(waiting.shift()));
        };
        stream.on("response", (answer) => {
            result.status = answer[":status"];
            result.headers = Object.fromEntries(Object.entries(answer));
            if (result.status === 200) next();
            else stream.end();
        });
        stream.on("data", (chunk) => {
            bytes = Buffer.concat([bytes, chunk]);
            if (result.status !== 200) return;
            const texts = textsOf(bytes);
            for (let i = result.texts.length; i < texts.length; i++) {
                if (!texts[i].startsWith("close")) next();
            }
            result.texts = texts;
            if (texts.some((text) => text.startsWith("close"))) stream.end();
        });
        stream.on("error", (error) => (result.error = error.code));
        stream.on("close", () => {
            if (result.status !== 200) result.body = bytes.toString();
            resolve(result);
        });
    });
}

const results = [];
for (const request of requests) results.push(await (request.stall ? openAndStall(request) : open(request)));
session.destroy();
console.log(JSON.stringify({ connectProtocol: settings.enableConnectProtocol ?? false, results }));
