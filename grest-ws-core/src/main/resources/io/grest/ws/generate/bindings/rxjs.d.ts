// The types of rxjs.js: observables for the generated clients of grest-ws contracts.

import type { Observable } from "rxjs"
import type { AnswerOf, ArgumentsOf, HeldSocket, MessageData, MessageName, OpenStream, RequestName, WithGaps } from "./bindings.js"
import type { ContractTypes, Gap, Snapshot, Socket } from "./runtime.js"

export type { HeldSocket, WithGaps } from "./bindings.js"

/** A client that is open for as long as it has subscribers, and what it is doing. */
export type HeldObservable<T extends ContractTypes> = Observable<HeldSocket<T>>

/** What `fromSocket` returns, or a client that the application keeps open by itself. */
export type SocketSource<T extends ContractTypes> = HeldObservable<T> | Socket<T>

/**
 * Keep a client open for as long as there are subscribers, to this observable or to others that are made of it. They share the
 * client. Each subscriber is told what the client is doing, and whatever it does next.
 */
export declare function fromSocket<T extends ContractTypes>(open: () => Socket<T> | undefined): HeldObservable<T>

/** What a client is doing, and whatever it does next, until it is closed. */
export declare function fromState<T extends ContractTypes>(client: Socket<T>): Observable<Snapshot>

/** The messages of one type, across connections. Completes when the client is closed, and fails if it ends by itself. */
export declare function fromMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type
): Observable<MessageData<T, Type>>

/** The same, with a Gap wherever messages are missing. */
export declare function fromMessages<T extends ContractTypes, Type extends MessageName<T>>(
  source: SocketSource<T>,
  type: Type,
  options: WithGaps
): Observable<MessageData<T, Type> | Gap>

/** Call a method for each subscriber. The call is cancelled if the subscriber leaves before the answer. */
export declare function fromCall<T extends ContractTypes, M extends RequestName<T>>(
  source: SocketSource<T>,
  method: M,
  ...args: ArgumentsOf<T["calls"][M]>
): Observable<AnswerOf<T["calls"][M]>>

/**
 * The items of a stream, which is opened for each subscriber once the client is open, and anew where a lost connection has ended it.
 * It is cancelled if the subscriber leaves before its end.
 */
export declare function fromStream<T extends ContractTypes, Item>(
  source: SocketSource<T>,
  open: OpenStream<T, Item>
): Observable<Item>
