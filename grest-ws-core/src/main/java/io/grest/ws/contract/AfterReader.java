package io.grest.ws.contract;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.grest.ws.internal.reflect.ReturnTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Reader of where a stream begins: refuses {@link After @After} wherever no client heeds
 * it.
 */
final class AfterReader {

	private final Consumer<String> faults;

	/**
	 * Create a reader of a method.
	 * @param faults takes what is wrong
	 */
	AfterReader(Consumer<String> faults) {
		this.faults = faults;
	}

	/**
	 * Find the components of an input that are annotated.
	 */
	static List<RecordComponent> find(@Nullable Type input) {
		Class<?> type = ResolvableType.forType(input).toClass();
		return type.isRecord() ? Stream.of(type.getRecordComponents())
			.filter((component) -> component.isAnnotationPresent(After.class))
			.toList() : List.of();
	}

	/**
	 * Check a method.
	 * @param input the type of its payload, or {@code null} if it has none
	 * @param returned the return type, with its variables resolved
	 * @param takesStream whether a call takes a stream
	 * @param ofServer whether clients call it
	 */
	void check(@Nullable Type input, Type returned, boolean takesStream, boolean ofServer) {
		List<RecordComponent> annotated = find(input);
		if (annotated.isEmpty()) {
			return;
		}
		String component = "takes @After " + annotated.get(0).getName() + ", but ";
		if (annotated.size() > 1) {
			this.faults
				.accept(component + "also @After " + annotated.get(1).getName() + ": a stream begins after one item");
		}
		else if (annotated.get(0).getType() != String.class) {
			this.faults.accept(component + "as " + annotated.get(0).getType().getName()
					+ ": take a String, as the id of an Item is one");
		}
		if (!answersItems(returned)) {
			this.faults
				.accept(component + "has no items to begin after: return a Flux<Item<T>>, or take a record of its"
						+ " own without the annotation");
		}
		else if (takesStream) {
			this.faults.accept(component + "also a stream, which cannot be sent again: take one of them");
		}
		else if (!ofServer) {
			this.faults.accept(component + "is called by the server, which does not call a client again: take a record"
					+ " of its own without the annotation");
		}
	}

	private static boolean answersItems(Type returned) {
		ResolvableType stream = ResolvableType.forType(returned);
		return ReturnTypes.isStream(stream.toClass()) && stream.getGeneric().toClass() == Item.class;
	}

}
