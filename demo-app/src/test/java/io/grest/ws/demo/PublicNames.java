package io.grest.ws.demo;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import io.grest.ws.error.ErrorType;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.util.ClassUtils;

/**
 * Names that users of the library may write: its public types, their methods, and the
 * types of errors.
 */
final class PublicNames {

	private static final String CLASSES = "classpath*:io/grest/ws/**/*.class";

	private PublicNames() {
	}

	static Set<String> ofLibrary() throws IOException {
		Set<String> names = new TreeSet<>();
		CachingMetadataReaderFactory reader = new CachingMetadataReaderFactory();
		for (Resource resource : new PathMatchingResourcePatternResolver().getResources(CLASSES)) {
			String name = reader.getMetadataReader(resource).getClassMetadata().getClassName();
			if (!name.contains(".internal.") && !name.contains(".demo.") && !name.contains(".samples.")) {
				add(names, name);
			}
		}
		return names;
	}

	private static void add(Set<String> names, String name) {
		try {
			Class<?> type = ClassUtils.forName(name, PublicNames.class.getClassLoader());
			if (Modifier.isPublic(type.getModifiers())) {
				names.add(type.getSimpleName());
				Arrays.stream(type.getMethods()).map(Method::getName).forEach(names::add);
				ErrorType error = type.getAnnotation(ErrorType.class);
				if (error != null) {
					names.add(error.value());
				}
			}
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// A type for a library that this application does not have.
		}
	}

}
