// The types of angular.js: signals for the generated clients of grest-ws contracts.

import type { Signal } from "@angular/core"
import type {
  AnswerOf, Caller, CallState, HeldSocket, MessageData, MessageName, OpenStream, RequestName, StreamState,
  WithGaps
} from "./bindings.js"
import type { ContractTypes, Gap, Listener, Snapshot, Socket } from "./runtime.js"

export type { Caller, CallState, HeldSocket, StreamState, WithGaps } from "./bindings.js"

/** A signal for each field of a state. */
export type SignalsOf<State> = { readonly [Name in keyof State]: State[Name] extends true ? true : Signal<State[Name]> }

/** The client that a component keeps open, and what it is doing. */
export type HeldSignals<T extends ContractTypes> = SignalsOf<HeldSocket<T>>

/** What `injectSocket` returns, or a client that the application keeps open by itself. */
export type SocketSource<T extends ContractTypes> = HeldSignals<T> | Socket<T>

/**
 * Keep a client open until the component or service is destroyed. It opens with the first change detection, but not on a server. Another
 * one takes its place when a signal changes that `open` has read.
 *
 * @param open opens the client, or returns nothing where there is none to open
 */
export declare function injectSocket<T extends ContractTypes>(open: () => Socket<T> | undefined): HeldSignals<T>

/** Show what a client is doing that no component opens. */
export declare function injectSnapshot<T extends ContractTypes>(client: Socket<T>): Signal<Snapshot>

/** Handle what the server calls. It misses no message where the client is opened by the same component. */
export declare function injectListener<T extends ContractTypes>(source: SocketSource<T>, listener: Listener<T["handlers"]>): void

/** How many messages are kept. */
export interface MessagesOptions {
  /** The number of messages, or a signal of it, 100 by default, at least 1. With one more the oldest is dropped. */
  limit?: number | (() => number) | undefined
}

/** Show the latest messages of one type, the oldest first. They begin anew with another client, not with another connection. */
export declare function injectMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options?: MessagesOptions
): Signal<readonly MessageData<T, Type>[]>

/** The same, with a Gap wherever messages are missing, in front of the list too once the limit has dropped some. */
export declare function injectMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options: MessagesOptions & WithGaps
): Signal<readonly (MessageData<T, Type> | Gap)[]>

/** Call a method, and show what becomes of the latest call. */
export declare function injectCall<T extends ContractTypes, M extends RequestName<T>>(
  source: SocketSource<T>,
  method: M
): SignalsOf<CallState<AnswerOf<T["calls"][M]>>> & Caller<T["calls"][M]>

/**
 * Show the latest item of a stream. It is opened once the client is open, and anew where a lost connection has ended it, or when a signal
 * changes that `open` has read.
 *
 * @param open opens the stream, or returns nothing where there is none to open
 */
export declare function injectStream<T extends ContractTypes, Item>(
  source: SocketSource<T>,
  open: OpenStream<T, Item>
): SignalsOf<StreamState<Item>>
