// What the sample needs of the client that it is for.
declare module "shiftapi/internal/browser" {
  export interface WSConnection<Send, Recv> extends AsyncIterable<Recv> {
    send(data: Send): Promise<void>
    receive(): Promise<Recv>
    close(code?: number, reason?: string): void
  }
  export function createWebSocket(baseUrl: string): <Send, Recv>(path: string, options?: object) => WSConnection<Send, Recv>
}
