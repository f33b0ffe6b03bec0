using System.Runtime.CompilerServices;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor: a strided window on a block of native memory, which views share. Dispose it, or make it in a dispose scope.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        // Few tensors have a name: it is kept apart, so that a handle is as small as it can be.
        private static readonly ConditionalWeakTable<Tensor, string> Names = [];

        private static long totalCount;
        private static long peakCount;

        private TensorImpl? impl;

        private Tensor()
        {
        }

        /// <summary>Takes over what another tensor holds, and its place in a dispose scope; the other is invalid afterwards.</summary>
        internal Tensor(Tensor source)
        {
            impl = Interlocked.Exchange(ref source.impl, null) ?? throw source.Disposed();
            OwningDisposeScope = source.OwningDisposeScope;
            source.OwningDisposeScope = null;
            OwningDisposeScope?.Replace(source, this);
        }

        /// <summary>A tensor that was never disposed gives its memory back when it is collected.</summary>
        ~Tensor() => Take()?.RemoveHandle();

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The most tensors that were alive at one time.</summary>
        public static long PeakCount => peakCount;

        /// <summary>A name for debugging.</summary>
        public string? name
        {
            get => Names.TryGetValue(this, out var given) ? given : null;

            set
            {
                Names.Remove(this);
                if (value is not null)
                    Names.Add(this, value);
            }
        }

        /// <summary>Was the tensor disposed?</summary>
        public bool IsInvalid => impl is null;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal TensorImpl Impl => impl ?? throw Disposed();

        /// <summary>Gives the memory back, unless another tensor shares it.</summary>
        public void Dispose()
        {
            if (Take() is not { } released)
                return;
            DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            released.RemoveHandle(mayReuse: true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Hands the tensor to the scope around its own; without one it is detached.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all dispose scopes.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Hands the tensor to the scope of another tensor.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Hands the tensor to another scope.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null && other is not null)
                other.Attach(this);
            else
                OwningDisposeScope?.MoveToOther(other, this);
            return this;
        }

        /// <summary>The same object? For the elements see <see cref="equal(Tensor)"/> and <see cref="Equals(Tensor)"/>.</summary>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        /// <summary>A handle of a window, in the current dispose scope.</summary>
        internal static Tensor Of(TensorImpl impl)
        {
            var handle = new Tensor { impl = impl };
            impl.AddHandle();
            long total = Interlocked.Increment(ref totalCount);
            if (total > peakCount)
                peakCount = total;
            handle.OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(handle);
            return handle;
        }

        /// <summary>A new contiguous tensor whose elements are not set yet.</summary>
        internal static Tensor New(ReadOnlySpan<long> sizes, ScalarType dtype)
        {
            long bytes = checked(Layout.Count(sizes) * ElementTypes.SizeOf(dtype));
            return Of(TensorImpl.Of(TensorStorage.Of(bytes), 0, sizes, Layout.RowMajor(sizes).Values, dtype));
        }

        /// <summary>Another window on the storage of this tensor.</summary>
        internal Tensor Window(long offset, ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
        {
            var source = Impl;
            source.Storage.Retain();
            var window = TensorImpl.Of(source.Storage, offset, sizes, strides, source.DType);
            window.Base = source.Base ?? source;
            window.BaseGeneration = window.Base.History?.Generation ?? 0;
            GC.KeepAlive(this);
            return Of(window);
        }

        /// <summary>To be called after every in-place write.</summary>
        internal Tensor Written()
        {
            Impl.Storage.BumpVersion();
            return this;
        }

        // The window, which the handle then has no more; null if it had none.
        private TensorImpl? Take()
        {
            var taken = Interlocked.Exchange(ref impl, null);
            if (taken is not null)
                Interlocked.Decrement(ref totalCount);
            return taken;
        }

        private ObjectDisposedException Disposed() => new(nameof(Tensor), "This tensor was disposed"
            + (name is null ? "" : $" (name: {name})") + ". Move it out of its dispose scope (MoveToOuterDisposeScope) or keep a clone().");
    }
}
