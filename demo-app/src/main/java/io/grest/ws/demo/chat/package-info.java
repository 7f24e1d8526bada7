/**
 * The contract of the chat, its handler, its rooms and their messages.
 */
@NullMarked
package io.grest.ws.demo.chat;

import org.jspecify.annotations.NullMarked;
