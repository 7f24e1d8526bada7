// The types of react.js: React hooks for the generated clients of grest-ws contracts.

import type { DependencyList } from "react"
import type {
  AnswerOf, Caller, CallState, HeldSocket, MessageData, MessageName, MessagesOptions, OpenStream, RequestName, StreamState,
  WithGaps
} from "./bindings.js"
import type { ContractTypes, Gap, Listener, Snapshot, Socket } from "./runtime.js"

export type { Caller, CallState, HeldSocket, MessagesOptions, StreamState, WithGaps } from "./bindings.js"

/** What `useSocket` returns, or a client that the application keeps open by itself; of none, nothing is to be had. */
export type SocketSource<T extends ContractTypes> = HeldSocket<T> | Socket<T> | undefined

/**
 * Keep a client open for as long as the component is mounted. Another one takes its place when a dependency changes. It is opened by
 * an effect, so that nothing is opened for a render that is dropped, or on a server.
 *
 * @param open opens the client, or returns nothing where there is none to open
 * @param dependencies what `open` depends on, as of an effect
 */
export declare function useSocket<T extends ContractTypes>(
  open: () => Socket<T> | undefined,
  dependencies: DependencyList
): HeldSocket<T>

/** Show what a client is doing that no component opens. */
export declare function useSnapshot<T extends ContractTypes>(client: Socket<T>): Snapshot

/**
 * Handle what the server calls, by the listener of the latest render. It has no message fewer for being mounted in the same commit as
 * the component that opens the client.
 */
export declare function useListener<T extends ContractTypes>(source: SocketSource<T>, listener: Listener<T["handlers"]>): void

/** Show the latest messages of one type, the oldest first. They begin anew with another client, not with another connection. */
export declare function useMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options?: MessagesOptions
): readonly MessageData<T, Type>[]

/** The same, with a Gap wherever messages are missing, in front of the list too once the limit has dropped some. */
export declare function useMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options: MessagesOptions & WithGaps
): readonly (MessageData<T, Type> | Gap)[]

/** Call a method, and show what becomes of the latest call. `call` and `cancel` stay the same from render to render. */
export declare function useCall<T extends ContractTypes, M extends RequestName<T>>(
  source: SocketSource<T>,
  method: M
): CallState<AnswerOf<T["calls"][M]>> & Caller<T["calls"][M]>

/**
 * Show the latest item of a stream. It is opened once the client is open, and anew where a lost connection has ended it. It is left
 * when the component is unmounted, has another client, or a dependency changes.
 *
 * @param open opens the stream, or returns nothing where there is none to open
 * @param dependencies what `open` depends on beside the client, as of an effect
 */
export declare function useStream<T extends ContractTypes, Item>(
  source: SocketSource<T>,
  open: OpenStream<T, Item>,
  dependencies: DependencyList
): StreamState<Item>
