/**
 * The rooms: the contract, what handles it, and what it is about.
 */
@NullMarked
package io.grest.ws.demo.chat;

import org.jspecify.annotations.NullMarked;
