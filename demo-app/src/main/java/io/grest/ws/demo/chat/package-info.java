/**
 * The contract of the chat, its handler and its rooms.
 */
@NullMarked
package io.grest.ws.demo.chat;

import org.jspecify.annotations.NullMarked;
