/**
 * Generator of AsyncAPI documents from contracts.
 */
@NullMarked
package io.grest.ws.generate.asyncapi;

import org.jspecify.annotations.NullMarked;
