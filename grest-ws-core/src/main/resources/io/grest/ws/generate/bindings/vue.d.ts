// The types of vue.js: composables for the generated clients of grest-ws contracts.

import type { MaybeRefOrGetter, ShallowRef } from "vue"
import type {
  AnswerOf, Caller, CallState, HeldSocket, MessageData, MessageName, OpenStream, RequestName, StreamState,
  WithGaps
} from "./bindings.js"
import type { ContractTypes, Gap, Listener, Snapshot, Socket } from "./runtime.js"

export type { Caller, CallState, HeldSocket, StreamState, WithGaps } from "./bindings.js"

/** What `useSocket` returns, or a client that the application keeps open by itself. */
export type SocketSource<T extends ContractTypes> = HeldSocket<T> | Socket<T>

/**
 * Keep a client open until the component is unmounted, or the scope of effects ends. It opens at once, but not where a component is
 * rendered on a server. Another one takes its place when a ref or a property changes that `open` has read.
 *
 * @param open opens the client, or returns nothing where there is none to open
 * @returns a reactive object. Its fields, taken one by one, are not reactive: use `toRefs`
 */
export declare function useSocket<T extends ContractTypes>(open: () => Socket<T> | undefined): HeldSocket<T>

/** Show what a client is doing that no component opens, as a reactive object. */
export declare function useSnapshot<T extends ContractTypes>(client: Socket<T>): Snapshot

/** Handle what the server calls. It misses no message where the client is opened by the same component. */
export declare function useListener<T extends ContractTypes>(source: SocketSource<T>, listener: Listener<T["handlers"]>): void

/** How many messages are kept. */
export interface MessagesOptions {
  /** The number of messages, 100 by default, at least 1. With one more the oldest is dropped. */
  limit?: MaybeRefOrGetter<number> | undefined
}

/** Show the latest messages of one type, the oldest first. They begin anew with another client, not with another connection. */
export declare function useMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options?: MessagesOptions
): Readonly<ShallowRef<readonly MessageData<T, Type>[]>>

/** The same, with a Gap wherever messages are missing, in front of the list too once the limit has dropped some. */
export declare function useMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options: MessagesOptions & WithGaps
): Readonly<ShallowRef<readonly (MessageData<T, Type> | Gap)[]>>

/** Call a method, and show what becomes of the latest call, as a reactive object. */
export declare function useCall<T extends ContractTypes, M extends RequestName<T>>(
  source: SocketSource<T>,
  method: M
): CallState<AnswerOf<T["calls"][M]>> & Caller<T["calls"][M]>

/**
 * Show the latest item of a stream, as a reactive object. It is opened once the client is open, and anew where a lost connection has
 * ended it, or when a ref or a property changes that `open` has read.
 *
 * @param open opens the stream, or returns nothing where there is none to open
 */
export declare function useStream<T extends ContractTypes, Item>(
  source: SocketSource<T>,
  open: OpenStream<T, Item>
): StreamState<Item>
