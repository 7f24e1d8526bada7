package io.grest.ws.generate.asyncapi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.grest.ws.contract.ContractMethod;

import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

/**
 * Order in which the source of an interface declares its methods, which readers of a
 * document know. Reflection does not keep it, but the class file does.
 */
final class DeclaredOrder {

	private DeclaredOrder() {
	}

	/**
	 * Sort the methods of an interface.
	 * @param methods the methods, by name
	 * @param type the interface
	 * @return the methods as declared, those that it inherits by name after them; all by
	 * name where there is no class file, as in a native image
	 */
	static List<ContractMethod> of(List<ContractMethod> methods, Class<?> type) {
		List<String> names = names(type);
		List<ContractMethod> sorted = new ArrayList<>(methods);
		sorted.sort(Comparator.comparingInt((method) -> {
			int index = names.indexOf(method.method().getName());
			return (index < 0) ? Integer.MAX_VALUE : index;
		}));
		return sorted;
	}

	private static List<String> names(Class<?> type) {
		try {
			return new SimpleMetadataReaderFactory(type.getClassLoader()).getMetadataReader(type.getName())
				.getAnnotationMetadata()
				.getDeclaredMethods()
				.stream()
				.map(MethodMetadata::getMethodName)
				.toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
