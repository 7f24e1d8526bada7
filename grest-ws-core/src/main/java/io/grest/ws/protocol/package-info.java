/**
 * What users name of the protocol: close codes and the codec of payloads.
 */
@NullMarked
package io.grest.ws.protocol;

import org.jspecify.annotations.NullMarked;
