package io.grest.ws.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * Annotation processor that writes the javadoc of types and of their members to resources
 * below {@code META-INF/grest-ws/prose}, one file for each type that has any. Clients and
 * descriptions that are generated from contracts take their comments from there.
 * <p>
 * A contract's interface has no annotation, so all types are read that are neither
 * private nor local. The option {@code grest.ws.prose.packages} limits them to packages,
 * and to packages below these:
 * {@code -Agrest.ws.prose.packages=com.example.api,com.example.chat}.
 *
 * @since 0.1.0
 */
@SupportedAnnotationTypes("*")
@SupportedOptions(ProseProcessor.PACKAGES)
public final class ProseProcessor extends AbstractProcessor {

	static final String PACKAGES = "grest.ws.prose.packages";

	static final String DIRECTORY = "META-INF/grest-ws/prose/";

	// Of a type itself: no member has such a name.
	private static final String TYPE = "-";

	/**
	 * Create a processor. Called by the compiler.
	 */
	public ProseProcessor() {
	}

	@Override
	public SourceVersion getSupportedSourceVersion() {
		return SourceVersion.latestSupported();
	}

	@Override
	public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
		ElementFilter.typesIn(round.getRootElements()).stream().filter(this::isAskedFor).forEach(this::readAll);
		return false;
	}

	private boolean isAskedFor(TypeElement type) {
		String packages = this.processingEnv.getOptions().getOrDefault(PACKAGES, "");
		String own = this.processingEnv.getElementUtils().getPackageOf(type).getQualifiedName() + ".";
		return packages.isBlank()
				|| List.of(packages.split(",")).stream().anyMatch((name) -> own.startsWith(name.strip() + "."));
	}

	private void readAll(TypeElement type) {
		if (type.getModifiers().contains(Modifier.PRIVATE)) {
			return;
		}
		Map<String, String> prose = new TreeMap<>();
		DocComment own = docOf(type);
		put(prose, TYPE, own.description());
		type.getEnclosedElements().forEach((member) -> readMember(member, prose));
		// A record, and a class in Kotlin, say in one place what each component is.
		own.parameters().forEach((name, text) -> put(prose, name, text));
		if (!prose.isEmpty()) {
			write(type, prose);
		}
		ElementFilter.typesIn(type.getEnclosedElements()).forEach(this::readAll);
	}

	private void readMember(Element member, Map<String, String> prose) {
		String name = member.getSimpleName().toString();
		if (member instanceof ExecutableElement method && member.getKind() == ElementKind.METHOD) {
			DocComment doc = docOf(method);
			put(prose, name, doc.description());
			put(prose, name + "()", doc.result());
			for (int i = 0; i < method.getParameters().size(); i++) {
				put(prose, name + "(" + i + ")",
						doc.parameters().getOrDefault(method.getParameters().get(i).getSimpleName().toString(), ""));
			}
		}
		else if (member.getKind().isField()) {
			prose.computeIfAbsent(name, (field) -> {
				String description = docOf(member).description();
				return description.isEmpty() ? null : description;
			});
		}
	}

	private DocComment docOf(Element element) {
		String comment = this.processingEnv.getElementUtils().getDocComment(element);
		return DocComment.parse((comment == null) ? "" : isKotlin(element) ? PlainText.ofKotlin(comment) : comment);
	}

	private static boolean isKotlin(Element element) {
		Element type = (element instanceof TypeElement) ? element : element.getEnclosingElement();
		return type != null && type.getAnnotationMirrors()
			.stream()
			.anyMatch((mirror) -> mirror.getAnnotationType().toString().equals("kotlin.Metadata"));
	}

	private static void put(Map<String, String> prose, String key, String text) {
		if (!text.isEmpty()) {
			prose.put(key, text);
		}
	}

	private void write(TypeElement type, Map<String, String> prose) {
		String name = DIRECTORY + this.processingEnv.getElementUtils().getBinaryName(type) + ".properties";
		try (Writer writer = this.processingEnv.getFiler()
			.createResource(StandardLocation.CLASS_OUTPUT, "", name, type)
			.openWriter()) {
			// Not by Properties, which adds the time: a build is to be repeatable.
			for (Map.Entry<String, String> entry : prose.entrySet()) {
				writer.write(escape(entry.getKey()) + "=" + escape(entry.getValue()) + "\n");
			}
		}
		catch (IOException ex) {
			this.processingEnv.getMessager()
				.printMessage(Diagnostic.Kind.ERROR,
						"The javadoc of " + type.getQualifiedName() + " cannot be kept for generated clients: " + ex,
						type);
		}
	}

	// ASCII, whatever the encoding of the compiler is.
	private static String escape(String text) {
		StringBuilder escaped = new StringBuilder();
		for (char c : text.toCharArray()) {
			if (c == '\n') {
				escaped.append("\\n");
			}
			else if (c < ' ' || c > '~') {
				escaped.append(String.format("\\u%04x", (int) c));
			}
			else {
				escaped.append("\\=:#! ".indexOf(c) >= 0 ? "\\" : "").append(c);
			}
		}
		return escaped.toString();
	}

}
