package io.grest.ws.autoconfigure.aot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/**
 * Search for the classes that the code of others creates objects of, and that implement
 * an interface.
 */
final class CreatedClasses extends ClassVisitor {

	private final Class<?> type;

	private final Set<Class<?>> classes = new LinkedHashSet<>();

	private boolean lambdas;

	CreatedClasses(Class<?> type) {
		super(SpringAsmInfo.ASM_VERSION);
		this.type = type;
	}

	/**
	 * Return the classes, without those of lambdas, which have no annotations.
	 */
	Set<Class<?>> classes() {
		return this.classes;
	}

	/**
	 * Return whether there are classes or lambdas.
	 */
	boolean areFound() {
		return this.lambdas || !this.classes.isEmpty();
	}

	/**
	 * Add a class that is known otherwise.
	 */
	void add(Class<?> known) {
		this.classes.add(known);
	}

	/**
	 * Search the code of a class and of its superclasses.
	 */
	void search(Class<?> code) {
		for (Class<?> each = code; each != null && !each.getName().startsWith("java."); each = each.getSuperclass()) {
			try (InputStream in = each.getResourceAsStream(ClassUtils.getClassFileName(each))) {
				if (in != null) {
					new ClassReader(in).accept(this, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException("Cannot read the byte code of " + each.getName(), ex);
			}
		}
	}

	@Override
	public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
			String @Nullable [] exceptions) {
		return new Creations();
	}

	private void addIfImplements(String internalName) {
		Class<?> found = find(internalName);
		if (found != null) {
			this.classes.add(found);
		}
	}

	private @Nullable Class<?> find(String internalName) {
		try {
			Class<?> found = ClassUtils.forName(Type.getObjectType(internalName).getClassName(),
					this.type.getClassLoader());
			return this.type.isAssignableFrom(found) ? found : null;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// Of a dependency that is absent, so that it is not created either.
			return null;
		}
	}

	private final class Creations extends MethodVisitor {

		private Creations() {
			super(SpringAsmInfo.ASM_VERSION);
		}

		@Override
		public void visitTypeInsn(int opcode, String created) {
			if (opcode == Opcodes.NEW) {
				addIfImplements(created);
			}
		}

		@Override
		public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
			Type created = Type.getReturnType(descriptor);
			CreatedClasses.this.lambdas |= created.getSort() == Type.OBJECT && find(created.getInternalName()) != null;
			for (Object argument : arguments) {
				if (argument instanceof Handle handle && handle.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
					addIfImplements(handle.getOwner());
				}
			}
		}

	}

}
