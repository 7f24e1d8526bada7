/**
 * Model of types: the forms of Java types in JSON, as Jackson writes and reads them. The
 * model is read once for each payload, and all descriptions are written from it, so that
 * they agree with each other and with the wire.
 *
 * <pre>
 * Jackson's serializers      generate.type     generate.model      generate            TypeScript
 * and deserializers     -->  TypeReader   -->  JsonType, Field --> generate.asyncapi   JSON Schema
 * annotations                                  Rules               the console reads the latter
 * </pre>
 *
 * <ul>
 * <li>A {@link io.grest.ws.internal.generate.model.JsonType} is a form in JSON: scalar,
 * literal, array, tuple, object, dictionary or union. It does not depend on the language
 * that it is written in.</li>
 * <li>A type has one form for each {@link io.grest.ws.internal.generate.model.Direction}:
 * the written and the read form differ in read-only and write-only properties, optional
 * fields, and creators. {@link io.grest.ws.internal.generate.model.Declarations} holds
 * the forms of types that are referred to by name, merges equal ones, and ends
 * recursion.</li>
 * <li>Constraints are {@link io.grest.ws.internal.generate.model.Rules} of scalars,
 * arrays and dictionaries; constraints that no schema can express are kept in words, in
 * the {@link io.grest.ws.internal.generate.model.Annotations} of the field.</li>
 * <li>A type that Jackson does not describe is also a node,
 * {@link io.grest.ws.internal.generate.model.JsonType.Undescribed}, with its reason. The
 * consequence depends on the writer: a TypeScript client is refused, an AsyncAPI document
 * omits the schema and states the reason.</li>
 * <li>A form that JSON Schema can express and TypeScript cannot, such as an object
 * written as an array, is part of the model; the reader also reports it, so that the
 * client is refused.</li>
 * </ul>
 */
@NullMarked
package io.grest.ws.internal.generate.model;

import org.jspecify.annotations.NullMarked;
