/**
 * What is derived from a contract for those who do not speak Java: a client in TypeScript
 * and JavaScript.
 */
@NullMarked
package io.grest.ws.generate;

import org.jspecify.annotations.NullMarked;
