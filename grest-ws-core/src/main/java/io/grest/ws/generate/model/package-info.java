/**
 * The model of types: what Java types are in JSON, as Jackson writes and reads them. It
 * is read once for each payload, and all descriptions are written from it, so that they
 * agree with each other and with the wire.
 *
 * <pre>
 * Jackson's serializers      generate.type     generate.model      generate            TypeScript
 * and deserializers     -->  TypeReader   -->  JsonType, Field --> generate.asyncapi   JSON Schema
 * annotations                                  Rules               the console reads the latter
 * </pre>
 *
 * <ul>
 * <li>A {@link io.grest.ws.generate.model.JsonType} is what JSON has: scalars, literals,
 * arrays, tuples, objects, dictionaries, unions. It knows nothing of who writes it
 * down.</li>
 * <li>A type has one form for each {@link io.grest.ws.generate.model.Direction}: what
 * Java writes and what it reads differ by properties that go one way only, by what may be
 * left out, by creators. {@link io.grest.ws.generate.model.Declarations} has the forms of
 * types that are referred to by name, finds out which of them are equal, and ends
 * recursion.</li>
 * <li>Constraints are {@link io.grest.ws.generate.model.Rules} of scalars, arrays and
 * dictionaries; what no schema can say stays with the field as its
 * {@link io.grest.ws.generate.model.Annotations}, in words.</li>
 * <li>A type that Jackson does not describe is a node too,
 * {@link io.grest.ws.generate.model.JsonType.Undescribed}, with its reason. Whoever
 * writes the model decides what it costs: the client in TypeScript is refused, a document
 * loses that node and says why.</li>
 * <li>What JSON Schema can say and the client's types cannot, such as an object written
 * as an array, is in the model; the reader reports it besides, for the client to be
 * refused.</li>
 * </ul>
 */
@NullMarked
package io.grest.ws.generate.model;

import org.jspecify.annotations.NullMarked;
