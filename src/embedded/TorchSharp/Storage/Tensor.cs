using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor: a strided window on a block of native memory, which views share. Dispose it, or make it in a dispose scope.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        private TensorImpl? impl;

        internal Tensor(TensorImpl impl)
        {
            this.impl = impl;
            impl.AddHandle();
            long total = Interlocked.Increment(ref totalCount);
            if (total > peakCount)
                peakCount = total;
            OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
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
        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The most tensors that were alive at one time.</summary>
        public static long PeakCount => peakCount;

        /// <summary>A name for debugging.</summary>
        public string? name { get; set; }

        /// <summary>Was the tensor disposed?</summary>
        public bool IsInvalid => impl is null;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal TensorImpl Impl => impl ?? throw Disposed();

        /// <summary>Gives the memory back, unless another tensor shares it.</summary>
        public void Dispose()
        {
            Dispose(true);
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
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        /// <summary>Releases the window.</summary>
        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref impl, null);
            if (released is null)
                return;
            if (disposing)
            {
                DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
                OwningDisposeScope?.MarkAsDisposed(this);
            }
            Interlocked.Decrement(ref totalCount);
            released.RemoveHandle();
        }

        /// <summary>A new contiguous tensor whose elements are not set yet.</summary>
        internal static Tensor New(ReadOnlySpan<long> sizes, ScalarType dtype)
        {
            var own = sizes.ToArray();
            long bytes = checked(Layout.Count(own) * ElementTypes.SizeOf(dtype));
            return new Tensor(new TensorImpl(new TensorStorage(bytes), 0, own, Layout.RowMajor(own), dtype));
        }

        /// <summary>Another window on the storage of this tensor.</summary>
        internal Tensor Window(long offset, long[] sizes, long[] strides)
        {
            var source = Impl;
            source.Storage.Retain();
            return new Tensor(new TensorImpl(source.Storage, offset, sizes, strides, source.DType)
            {
                Base = source.Base ?? source,
                BaseGeneration = (source.Base ?? source).History?.Generation ?? 0,
            });
        }

        /// <summary>To be called after every in-place write.</summary>
        internal Tensor Written()
        {
            Impl.Storage.BumpVersion();
            return this;
        }

        private ObjectDisposedException Disposed() => new(nameof(Tensor), "This tensor was disposed"
            + (name is null ? "" : $" (name: {name})") + ". Move it out of its dispose scope (MoveToOuterDisposeScope) or keep a clone().");
    }
}
