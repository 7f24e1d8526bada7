/**
 * Contracts as AsyncAPI documents, for tools and people that read those.
 */
@NullMarked
package io.grest.ws.generate.asyncapi;

import org.jspecify.annotations.NullMarked;
