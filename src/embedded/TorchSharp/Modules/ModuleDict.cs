using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules by name, in the order in which they were added; they are registered when the dictionary itself is.</summary>
    public class ModuleDict<T> : nn.Module, IDictionary<string, T>, IList<(string, T)>
        where T : nn.Module
    {
        private readonly OrderedDict<string, T> entries = [];
        private bool registered;

        /// <summary>An empty dictionary.</summary>
        public ModuleDict()
            : base(nameof(ModuleDict<T>))
        {
        }

        /// <inheritdoc/>
        public bool IsReadOnly => false;

        /// <inheritdoc/>
        public ICollection<string> Keys => entries.Keys;

        /// <inheritdoc/>
        public ICollection<T> Values => entries.Values;

        /// <summary>Number of modules.</summary>
        public int Count => entries.Count;

        /// <inheritdoc/>
        public (string, T) this[int index]
        {
            get => entries[index];
            set => entries[index] = value;
        }

        /// <inheritdoc/>
        public T this[string key]
        {
            get => entries[key];
            set => entries[key] = value;
        }

        /// <summary>Removes all modules.</summary>
        public void clear() => entries.Clear();

        /// <summary>Names and modules in order.</summary>
        public IEnumerator<(string, T)> items() => entries.GetEnumerator();

        /// <summary>The names in order.</summary>
        public IEnumerable<string> keys() => entries.Keys;

        /// <summary>The modules in order.</summary>
        public IEnumerable<T> values() => entries.Values;

        /// <inheritdoc/>
        public void Add((string, T) item) => entries.Add(item);

        /// <inheritdoc/>
        public void Add(string key, T value) => entries.Add(key, value);

        /// <inheritdoc/>
        public void Add(KeyValuePair<string, T> item) => entries.Add(item);

        /// <inheritdoc/>
        public bool Contains((string, T) item) => entries.Contains(item);

        /// <inheritdoc/>
        public bool Contains(KeyValuePair<string, T> item) => entries.Contains(item);

        /// <inheritdoc/>
        public bool ContainsKey(string key) => entries.ContainsKey(key);

        /// <inheritdoc/>
        public void CopyTo((string, T)[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public int IndexOf((string, T) item) => entries.IndexOf(item);

        /// <inheritdoc/>
        public void Insert(int index, (string, T) item) => entries.Insert(index, item);

        /// <inheritdoc/>
        public bool Remove((string, T) item) => entries.Remove(item);

        /// <inheritdoc/>
        public bool Remove(string key) => entries.Remove(key);

        /// <inheritdoc/>
        public bool Remove(KeyValuePair<string, T> item) => entries.Remove(item);

        /// <inheritdoc/>
        public void RemoveAt(int index) => entries.RemoveAt(index);

        /// <inheritdoc/>
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => entries.TryGetValue(key, out value);

        /// <inheritdoc/>
        public void Clear() => entries.Clear();

        /// <summary>Names and modules in order.</summary>
        public IEnumerator<(string, T)> GetEnumerator() => entries.GetEnumerator();

        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, T>>)entries).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Registers the modules under their names.</summary>
        protected override void RegisterComponents()
        {
            if (registered)
                return;
            foreach (var (name, module) in entries)
                register_module(name, module);
            registered = true;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by name.</summary>
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            /// <summary>Modules by name.</summary>
            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module
            {
                var result = new ModuleDict<T>();
                foreach (var entry in modules)
                    result.Add(entry);
                return result;
            }
        }
    }
}
