package com.example.kotlin

import java.time.Instant

/**
 * Messages that the server may send to a client.
 */
interface ChatClient {

	fun joined(name: String)

	fun left(name: String)

	fun said(message: Message)

}

data class Message(val from: String, val text: String, val at: Instant)
